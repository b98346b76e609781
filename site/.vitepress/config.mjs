// The site: the Markdown of this repository as static pages with search. build.ps1 -Task Site creates it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

// Every Markdown file of the documentation, by its path in the repository.
const top = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'tests/ResourceServer/README.md']
const folder = (path) => readdirSync(join(root, path)).filter((name) => name.endsWith('.md')).map((name) => `${path}/${name}`)
const pages = [...top, ...folder('docs'), ...folder('docs/cookbook'), ...folder('docs/help')]

// The path of a page on the site. VitePress rewrites the links between pages by the same table.
const rewrites = Object.fromEntries(pages.map((path) => [path,
  path === 'README.md' ? 'index.md'
    : path === 'docs/README.md' ? 'documentation.md'
      : path === 'tests/ResourceServer/README.md' ? 'resource-server.md'
        : path.replace(/^docs\//, '').toLowerCase()]))

const title = (path) => /^# (.+)$/m.exec(readFileSync(join(root, path), 'utf8'))?.[1].replaceAll('`', '') ?? path
const item = (path) => ({ text: title(path), link: '/' + rewrites[path].replace(/\.md$/, '') })

// The anchors of headings as on GitHub, so that a link works in both places.
const slugify = (text) => text.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')

// Links between pages become links of the site. Links to other files, such as sources, become their text, because only
// the
// repository has them.
const siteLinks = (md) => {
  md.core.ruler.push('site-links', (state) => {
    const here = dirname(state.env.realPath ?? state.env.path)
    for (const { children } of state.tokens.filter((token) => token.type === 'inline')) {
      const dropped = []
      for (const token of children) {
        if (token.type === 'link_open') {
          const [target, anchor] = token.attrGet('href').split('#')
          const isLocal = target !== '' && !/^[a-z]+:/i.test(target)
          const path = isLocal ? resolve(here, target).slice(root.length + 1) : ''
          const page = rewrites[path] ?? rewrites[`${path}/README.md`]
          if (page) token.attrSet('href', '/' + page + (anchor ? '#' + anchor : ''))
          dropped.push(isLocal && !page && existsSync(join(root, path)))
        }
        const isEnd = token.type === 'link_close'
        if (dropped.at(-1) && (isEnd || token.type === 'link_open')) Object.assign(token, { type: 'text', tag: '', nesting: 0, content: '' })
        if (isEnd) dropped.pop()
      }
    }
  })
}

export default defineConfig({
  title: 'PutTools',
  description: 'PUT and PATCH for PowerShell: exact with data, honest about what was written, and fast.',
  // The path of the site on its host; GitHub Pages puts a project below its name.
  base: process.env.SITE_BASE ?? '/',
  srcDir: '..',
  srcExclude: ['**/node_modules/**', 'out/**', '.github/**', 'src/**', 'benchmarks/**', 'site/**', 'tests/RealServers/**', 'tests/Adversary/**'],
  outDir: '../out/site',
  rewrites,
  cleanUrls: false,
  lastUpdated: false,
  // Text such as <version> is not HTML.
  markdown: { html: false, config: siteLinks, anchor: { slugify }, languageAlias: { pwsh: 'powershell' } },
  // The pages are outside of this folder, where Vue is.
  vite: { resolve: { alias: [{ find: /^vue(?=$|\/)/, replacement: join(root, 'site/node_modules/vue') }] } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [item('docs/README.md'), { text: 'Commands', link: '/help/invoke-resourceput' }, item('CHANGELOG.md')],
    sidebar: [
      { text: 'Start', items: ['README.md', 'docs/compared.md', 'docs/faq.md', 'docs/versions.md', 'SECURITY.md'].map(item) },
      { text: 'Cookbook', items: folder('docs/cookbook').map(item) },
      { text: 'Commands', items: folder('docs/help').map(item) },
      { text: 'Reference', items: folder('docs').filter((path) => !/(README|compared|faq|versions)\.md$/.test(path)).map(item) },
      { text: 'The project', items: ['CONTRIBUTING.md', 'tests/ResourceServer/README.md', 'CHANGELOG.md'].map(item) },
    ],
  },
})
