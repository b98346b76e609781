// An OpenID provider, and an API that accepts its access tokens: node oidc.mjs <port> <folder> <keys of the client 'signed'>.
// oidc-provider issues the tokens; oauth4webapi checks them and the DPoP proofs, as a resource server does.
import http from 'node:http'
import Provider from 'oidc-provider'
import * as oauth from 'oauth4webapi'

const [port, , keys] = process.argv.slice(2)
const issuer = `http://127.0.0.1:${port}`
const audience = `${issuer}/api`
const client = (id, more) => ({ client_id: id, client_secret: 'secret', grant_types: ['client_credentials'], redirect_uris: [], response_types: [], ...more })

const provider = new Provider(issuer, {
  clients: [
    client('service'),
    client('brief'),
    client('bound', { dpop_bound_access_tokens: true }),
    client('signed', { client_secret: undefined, token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'ES256', jwks: JSON.parse(keys) })
  ],
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    dPoP: { enabled: true },
    registration: { enabled: true },
    registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      getResourceServerInfo: (_, __, { clientId }) => ({
        scope: 'write', audience, accessTokenFormat: 'jwt', accessTokenTTL: clientId === 'service' ? 10 : 3
      })
    }
  }
})

// What the tests read with GET /log.
const log = { written: {}, tokens: [], proofs: [], refused: [] }

async function check (request) {
  const options = { [oauth.allowInsecureRequests]: true, [oauth.clockTolerance]: 0 }
  const claims = await oauth.validateJwtAccessToken({ issuer, jwks_uri: `${issuer}/jwks` }, request, audience, options)
  if (!log.tokens.includes(claims.jti)) log.tokens.push(claims.jti)
  if (!claims.cnf) return
  // RFC 9449 §11.1: a proof is good for one request.
  const proof = request.headers.get('DPoP')
  if (log.proofs.includes(proof)) throw new Error('DPoP proof was used before')
  log.proofs.push(proof)
  // RFC 9449 §9: a nonce of the server.
  if (request.url.includes('/nonce/') && JSON.parse(atob(proof.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).nonce !== 'n-1') {
    throw Object.assign(new Error('The proof needs the nonce of this server'), { code: 'use_dpop_nonce', headers: { 'DPoP-Nonce': 'n-1' } })
  }
}

async function api (request, response, body) {
  const { pathname } = new URL(request.url)
  try {
    await check(request)
    log.written[pathname] = JSON.parse(body)
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(body)
  } catch (error) {
    log.refused.push(error.message)
    const scheme = /^dpop /i.test(request.headers.get('Authorization') ?? '') ? 'DPoP' : 'Bearer'
    const code = error.code?.startsWith('use_') ? error.code : 'invalid_token'
    response.writeHead(401, { ...error.headers, 'WWW-Authenticate': `${scheme} error="${code}", error_description="${error.message.replaceAll('"', "'")}"` }).end()
  }
}

const login = provider.callback()
http.createServer((request, response) => {
  if (request.url === '/log') return response.end(JSON.stringify(log))
  if (!request.url.startsWith('/api/')) return login(request, response)
  let body = ''
  request.on('data', (data) => { body += data })
  request.on('end', () => api(new Request(issuer + request.url, { method: request.method, headers: request.headers }), response, body))
}).listen(port, '127.0.0.1')
