// Where on the body: a list to choose from first, and a picture of it second.
// The picture is only looked at: its numbers are those of the list.
import type { Word } from '../core/types.ts'
import { sites } from './codes.ts'
import { Choice } from './parts.tsx'
import { label } from './words.ts'

/** sitesOf is the places a medicine may go, as words with their numbers. */
export const sitesOf = (codes: string[]): Word[] =>
  (codes.length ? sites.filter((s) => codes.includes(s.code)) : sites).map((s, i) => ({ code: s.code, label: `${i + 1}. ${s.label}` }))

/** Sites asks where a patch or an injection goes, with where the last one was. */
export function Sites(props: { codes: string[]; last: string; lastOn: string; value: string; onPick: (code: string) => unknown }) {
  const all = sitesOf(props.codes)
  return (
    <>
      <Choice
        label="Where on the body?" small wide options={all} value={props.value} onPick={props.onPick}
        hint={props.last ? `The last one: ${label(sites, props.last).toLowerCase()}, ${props.lastOn}. Choose another place.` : 'Nobody has recorded a place before.'}
      />
      <BodyMap codes={all.map((s) => s.code)} chosen={props.value} last={props.last} />
    </>
  )
}

/** BodyMap is the picture: the person from the front and from the back. Left is the person’s own left. */
export function BodyMap({ codes, chosen = '', last = '' }: { codes: string[]; chosen?: string; last?: string }) {
  const said = codes.map((c, i) => `${i + 1} ${label(sites, c).toLowerCase()}${c === chosen ? ', chosen' : ''}${c === last ? ', the last one' : ''}`)
  return (
    <details>
      <summary>Show on a picture</summary>
      <div class="body" role="img" aria-label={`From the front and from the back: ${said.join('; ')}.`}>
        {[false, true].filter((back) => codes.some((c) => sites.find((x) => x.code === c)!.back === back)).map((back) => (
          <svg key={String(back)} viewBox="0 0 200 400" aria-hidden="true">
            <g class="figure" transform="scale(2)">
              <circle cx="50" cy="15" r="12" />
              <path d="M45 26h10v6h-10zM30 34q20-6 40 0l4 12 6 34 5 22-6 2-8-22-5-24-2 44q2 20 0 44l-2 44h-10l-2-80-2 80H38l-2-44q-2-24 0-44l-2-44-5 24-8 22-6-2 5-22 6-34z" />
            </g>
            {codes.map((c, i) => {
              const s = sites.find((x) => x.code === c)!
              return s.back === back && (
                <g key={c} class={c === chosen ? 'dot chosen' : c === last ? 'dot last' : 'dot'}>
                  <circle cx={s.x * 2} cy={s.y * 4} r="14" /><text x={s.x * 2} y={s.y * 4 + 7}>{i + 1}</text>
                </g>
              )
            })}
            <text x="30" y="30">{back ? 'Back' : 'Front'}</text>
          </svg>
        ))}
      </div>
    </details>
  )
}
