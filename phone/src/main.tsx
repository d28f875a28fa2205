// Where the app begins: the core, and the screens on it.
import { render } from 'preact'
import { start } from './core/browser.ts'
import { App } from './screens/app.tsx'

render(<App core={start()} />, document.getElementById('app')!)
