// The screens on the made-up core: `npx vite --config made.config.ts`.
import { render } from 'preact'
import { makeCore, type Made } from './made.ts'
import { App } from './screens/app.tsx'

const shared = window as unknown as { made?: Made; core?: ReturnType<typeof makeCore> }
shared.core = makeCore(shared.made ?? {})
render(<App core={shared.core} />, document.getElementById('app')!)
