// A tus server: node tus.mjs <port> <folder>.
import http from 'node:http'
import { Server } from '@tus/server'
import { FileStore } from '@tus/file-store'

const [port, folder] = process.argv.slice(2)
const server = new Server({ path: '/files', datastore: new FileStore({ directory: folder }) })
http.createServer((request, response) => server.handle(request, response)).listen(port, '127.0.0.1')
