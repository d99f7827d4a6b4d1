// @ts-check
// Replays the recorded run inside a report. The report is whole without it. It asks for nothing and sends nothing.
;(() => {
  /** @typedef {{ pieces: string[], moments: { name: string, stretches: number[] }[], shown: number }} Replay */

  const STILL = matchMedia('(prefers-reduced-motion: reduce)')
  const LONGEST_MILLIS = 12_000
  const data = document.getElementById('replays')
  /** @type {Record<string, Replay>} */
  const replays = JSON.parse(data?.textContent ?? '{}')

  for (const [id, replay] of Object.entries(replays)) {
    const figure = document.getElementById(id)
    const svg = figure?.querySelector('svg')
    if (figure && svg) begin(figure, svg, replay)
  }

  /** @param {HTMLElement} figure @param {SVGSVGElement} svg @param {Replay} replay */
  function begin(figure, svg, { pieces, moments, shown }) {
    const play = document.createElement('button')
    play.type = 'button'
    const slider = document.createElement('input')
    slider.type = 'range'
    slider.min = '0'
    slider.max = String(moments.length - 1)
    slider.value = String(shown)
    slider.setAttribute('aria-label', `Moment of: ${figure.querySelector('figcaption b')?.textContent ?? 'the figure'}`)
    const name = document.createElement('output')
    const bar = document.createElement('div')
    bar.className = 'replay'
    bar.append(play, slider, name)
    svg.after(bar)

    let at = shown
    /** @type {ReturnType<typeof setInterval> | undefined} */
    let timer

    /** @param {number} index */
    function show(index) {
      const moment = moments[index]
      if (moment === undefined || svg === null) return
      at = index
      const { stretches } = moment
      svg.innerHTML = stretches
        .flatMap((first, at) => (at % 2 === 0 ? pieces.slice(first, first + (stretches[at + 1] ?? 0)) : []))
        .join('')
      slider.value = String(index)
      slider.setAttribute('aria-valuetext', moment.name)
      name.textContent = moment.name
    }

    function pause() {
      clearInterval(timer)
      timer = undefined
      play.textContent = 'Replay'
    }

    function start() {
      if (at >= moments.length - 1) show(0)
      play.textContent = 'Pause'
      const fastest = STILL.matches ? 500 : 50
      timer = setInterval(
        () => {
          show(at + 1)
          if (at >= moments.length - 1) pause()
        },
        Math.max(fastest, Math.min(600, LONGEST_MILLIS / moments.length)),
      )
    }

    play.addEventListener('click', () => (timer === undefined ? start() : pause()))
    slider.addEventListener('input', () => {
      pause()
      show(Number(slider.value))
    })
    pause()
    show(shown)
  }
})()
