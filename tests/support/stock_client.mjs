// The stock client on a lead: commands come in as lines of JSON, what happens goes out as lines of JSON.
import { createRequire } from "node:module"
import { createInterface } from "node:readline"

const { io } = createRequire(process.argv[2])("socket.io-client")
const say = (line) => process.stdout.write(JSON.stringify(line) + "\n")
let socket

const commands = {
  open({ url, options }) {
    socket = io(url, {
      transports: ["websocket"],
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
      randomizationFactor: 0,
      ...options,
    })
    socket.onAny((name, ...args) => say({ kind: "push", name, args }))
    socket.on("connect", () => {
      say({ kind: "connect", id: socket.id, recovered: socket.recovered })
      socket.io.engine.on("packetCreate", ({ data }) => say({ kind: "sent", data: data ?? "" }))
    })
    socket.on("disconnect", (reason) => say({ kind: "disconnect", reason }))
    socket.on("connect_error", (error) => say({ kind: "connect_error", message: error.message, data: error.data }))
  },
  ask({ number, event, body, timeout }) {
    const from = timeout ? socket.timeout(timeout) : socket
    from.emit(event, body, (...answer) => {
      const [error, ack] = answer.length > 1 || answer[0] instanceof Error ? answer : [null, answer[0]]
      say({ kind: "ack", number, error: error && error.message, ack })
    })
  },
  drop({ url }) {
    if (url) socket.io.uri = url
    socket.io.engine.close()
  },
  auth({ auth }) {
    socket.auth = auth
  },
  connect() {
    socket.connect()
  },
  go({ url }) {
    socket.io.uri = url
  },
}

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const command = JSON.parse(line)
    commands[command.do](command)
  })
  .on("close", () => process.exit(0))
