// Stands in until the screens come.
import type { Core } from '../core/types.ts'

export function App({ core }: { core: Core }) {
  return <main><h1>Stillhome</h1><p>{core.phase.value}</p><p>{core.status.value.trouble}</p></main>
}
