// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The search box. The index and Lunr are loaded when somebody searches, by script elements: that works from files too.
(() => {
  const { site, lunr: lunrScript } = document.getElementById('ui-search-script').dataset
  const input = document.getElementById('ui-search')
  const results = document.getElementById('ui-results')
  const list = results.querySelector('ol')
  const status = document.getElementById('ui-status')
  const shownAtMost = 20
  let loading, index, rows

  window.siteSearch = {
    load (data) {
      index = lunr.Index.load(data.index)
      rows = data.rows
    },
  }

  const script = (src) => new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement('script'), { src, onload: resolve, onerror: reject })
    document.head.append(element)
  })
  const load = () => (loading ??= script(lunrScript).then(() => script(`${site}/search-index.js`)))

  const words = (text) => text.toLowerCase().match(/\w+/g) ?? []

  // How well each section fits one word: itself, as a beginning, as a part.
  const scores = (word) => {
    const found = index.query((query) => {
      const { TRAILING, LEADING } = lunr.Query.wildcard
      query.term(word, { boost: 30 })
      query.term(word, { boost: 6, wildcard: TRAILING, usePipeline: false })
      if (word.length > 2) query.term(word, { boost: 3, wildcard: LEADING | TRAILING, usePipeline: false })
    })
    return new Map(found.map(({ ref, score }) => [Number(ref), score]))
  }

  // The sections with all of the words, the best first.
  const search = (text) => {
    const found = words(text).map(scores)
    if (!found.length) return []
    const sum = (id) => found.reduce((total, one) => total + one.get(id), 0)
    const all = [...found[0].keys()].filter((id) => found.every((one) => one.has(id)))
    return all.map((id) => [id, sum(id)]).sort((a, b) => b[1] - a[1]).map(([id]) => rows[id])
  }

  // A piece of the text around the first of the words, with all of them marked.
  const excerpt = (text, wanted) => {
    const pattern = new RegExp(wanted.map((word) => word.replace(/\W/g, '')).join('|'), 'gi')
    const first = Math.max(0, text.search(pattern))
    const begin = first < 60 ? 0 : text.indexOf(' ', first - 50) + 1
    const piece = (begin ? '… ' : '') + text.slice(begin, begin + 160) + (begin + 160 < text.length ? ' …' : '')
    const out = document.createElement('span')
    out.className = 'excerpt'
    let last = 0
    for (const match of piece.matchAll(pattern)) {
      const mark = Object.assign(document.createElement('mark'), { textContent: match[0] })
      out.append(piece.slice(last, match.index), mark)
      last = match.index + match[0].length
    }
    out.append(piece.slice(last))
    return out
  }

  const item = ([title, section, url, text], wanted) => {
    const link = Object.assign(document.createElement('a'), { href: `${site}/${url}` })
    const name = Object.assign(document.createElement('span'), { className: 'name', textContent: section || title })
    link.append(name)
    if (section) link.append(' ', Object.assign(document.createElement('span'), { className: 'page', textContent: title }))
    link.append(excerpt(text, wanted))
    const li = document.createElement('li')
    li.append(link)
    return li
  }

  const hide = () => { results.hidden = true }
  const show = () => {
    const text = input.value.trim()
    if (!words(text).length) return hide()
    const found = search(text)
    list.replaceChildren(...found.slice(0, shownAtMost).map((row) => item(row, words(text))))
    const more = found.length > shownAtMost ? `, the first ${shownAtMost} of them here` : ''
    status.textContent = found.length ? `${found.length} found${more}` : `Nothing has “${text}”.`
    results.hidden = false
  }
  const failed = () => {
    status.textContent = 'The search index could not be loaded.'
    results.hidden = false
  }
  const update = () => load().then(show, failed)

  let timer
  input.addEventListener('focus', () => load().catch(failed), { once: true })
  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(update, 120)
  })

  // Arrows go through the results, Escape leaves, / begins.
  const moveBy = (step) => {
    const links = [input, ...list.querySelectorAll('a')]
    links[Math.min(Math.max(links.indexOf(document.activeElement) + step, 0), links.length - 1)].focus()
  }
  input.closest('.search').addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      moveBy(event.key === 'ArrowDown' ? 1 : -1)
    } else if (event.key === 'Enter' && event.target === input) {
      list.querySelector('a')?.click()
    } else if (event.key === 'Escape') {
      hide()
      input.focus()
    }
  })
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault()
      input.focus()
    }
  })
  document.addEventListener('click', (event) => {
    if (!event.target.closest('.search')) hide()
  })

  const asked = new URLSearchParams(location.search).get('q')
  if (asked) {
    input.value = asked
    update()
  }
})()
