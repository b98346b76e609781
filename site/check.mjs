// Opens every page of the built site in Chromium, at the width of a desktop and of a phone, and fails if a page has an error, a
// dead link or anchor, a missing picture, or is wider than the phone. Search must find a page.
// CHROMIUM is the browser's path, by default /usr/bin/chromium. With a folder as argument, pictures are saved there.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium } from 'playwright-core'

const site = resolve(import.meta.dirname, '../out/site')
const pictures = process.argv[2]
const port = 20000 + Math.floor(Math.random() * 10000)
const base = `http://127.0.0.1:${port}${process.env.SITE_BASE ?? '/'}`
const problems = []

const server = spawn(process.execPath, ['node_modules/vitepress/bin/vitepress.js', 'preview', '--port', String(port), '--host', '127.0.0.1'], { cwd: import.meta.dirname })
let output = ''
await new Promise((ready, failed) => {
    server.stdout.on('data', (text) => { output += text; if (output.includes(String(port))) ready() })
    server.on('exit', () => failed(new Error(`The preview ended: ${output}`)))
})
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
try {
  const page = await browser.newPage()
  let current = ''
  page.on('pageerror', (error) => problems.push(`${current}: ${error}`))
  page.on('response', (response) => { if (response.status() >= 400) problems.push(`${current}: ${response.url()} is ${response.status()}`) })

  const files = readdirSync(site, { recursive: true }).filter((name) => name.endsWith('.html') && name !== '404.html')
  const ids = new Map(), links = []
  for (const file of files) {
    current = file.replaceAll('\\', '/')
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.goto(base + current, { waitUntil: 'networkidle' })
    const found = await page.evaluate(() => ({
      ids: [...document.querySelectorAll('[id]')].map((each) => each.id),
      links: [...document.querySelectorAll('a[href]')].map((each) => each.href),
      broken: [...document.images].filter((each) => !each.complete || each.naturalWidth === 0).map((each) => each.src),
      heading: document.querySelector('main h1, .vp-doc h1')?.textContent,
    }))
    ids.set(current, new Set(found.ids))
    links.push(...found.links.filter((link) => link.startsWith(base)).map((link) => [current, link.slice(base.length)]))
    for (const picture of found.broken) problems.push(`${current}: the picture ${picture} is missing`)
    if (!found.heading) problems.push(`${current} has no heading`)
    if (pictures) await page.screenshot({ path: join(pictures, current.replaceAll('/', '-') + '.png') })

    await page.setViewportSize({ width: 390, height: 844 })
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    if (width > 390) problems.push(`${current} is ${width} pixels wide on a phone of 390`)
    // The menu slides out first.
    if (pictures) await page.waitForTimeout(500)
    if (pictures) await page.screenshot({ path: join(pictures, current.replaceAll('/', '-') + '.phone.png') })
  }
  for (const [from, link] of links) {
    const [path, anchor] = link.split('#')
    const target = path === '' ? 'index.html' : path.endsWith('.html') ? path : `${path}.html`
    if (!existsSync(join(site, target))) problems.push(`${from}: ${link} leads nowhere`)
    else if (anchor && !ids.get(target)?.has(decodeURIComponent(anchor))) problems.push(`${from}: ${link} has no such place`)
  }

  await page.setViewportSize({ width: 1280, height: 900 })
  await page.goto(base, { waitUntil: 'networkidle' })
  await page.click('#local-search button')
  await page.fill('.VPLocalSearchBox input', 'OutcomeUnknown')
  await page.waitForSelector('.VPLocalSearchBox .result', { timeout: 10000 }).catch(() => problems.push('Search finds nothing.'))
  console.log(`${files.length} pages, ${links.length} links`)
}
finally {
  await browser.close()
  server.kill()
}
for (const problem of new Set(problems)) console.error(problem)
process.exit(problems.length === 0 ? 0 : 1)
