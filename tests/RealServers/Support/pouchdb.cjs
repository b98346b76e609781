// A server with CouchDB's API: node pouchdb.cjs <port> <folder>.
const [port, folder] = process.argv.slice(2)
const PouchDB = require('pouchdb-node').defaults({ prefix: `${folder}/` })
const app = require('express')()
app.use('/', require('express-pouchdb')(PouchDB, { mode: 'minimumForPouchDB', overrideMode: { exclude: [] }, inMemoryConfig: true, logPath: `${folder}/log` }))
app.listen(port, '127.0.0.1')
