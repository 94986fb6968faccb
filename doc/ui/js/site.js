// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The buttons: menu, colours, and one to copy each block of code.
(() => {
  const root = document.documentElement

  const menu = document.getElementById('ui-menu')
  const navigation = document.getElementById('ui-navigation')
  const showMenu = (shown) => {
    root.classList.toggle('menu-shown', shown)
    menu.setAttribute('aria-expanded', shown)
    if (shown) (navigation.querySelector('[aria-current]') ?? navigation.querySelector('a')).focus()
  }
  menu.addEventListener('click', () => showMenu(!root.classList.contains('menu-shown')))
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && root.classList.contains('menu-shown')) {
      showMenu(false)
      menu.focus()
    }
  })
  document.getElementById('ui-content').addEventListener('click', () => showMenu(false))
  const here = navigation.querySelector('[aria-current]') // seen, without moving the page
  if (here) navigation.scrollTop = here.getBoundingClientRect().bottom - navigation.getBoundingClientRect().bottom + 80

  const theme = document.getElementById('ui-theme')
  const isDark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark'
  const showTheme = () => theme.setAttribute('aria-pressed', isDark())
  theme.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark'
    try {
      localStorage.setItem('theme', root.dataset.theme)
    } catch { /* then it holds for this page */ }
    showTheme()
  })
  showTheme()

  const copyButton = (block) => {
    const button = document.createElement('button')
    Object.assign(button, { type: 'button', className: 'copy', textContent: 'Copy' })
    button.addEventListener('click', () => {
      const told = (text) => {
        button.textContent = text
        setTimeout(() => { button.textContent = 'Copy' }, 1500)
      }
      navigator.clipboard.writeText(block.querySelector('code').innerText).then(() => told('Copied'), () => told('Failed'))
    })
    block.append(button)
  }
  if (navigator.clipboard) {
    document.querySelectorAll('.listingblock').forEach((block) => block.querySelector('pre code') && copyButton(block))
  }
})()
