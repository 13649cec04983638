// What one would build instead: the official Socket.IO server, doing the least that can be called the same work.
//   node server.js PORT MONGO_URL
import { createServer } from "node:http";
import { MongoClient } from "mongodb";
import { Server } from "socket.io";

const TITLE_LENGTH = 100;
const [port, mongoUrl] = process.argv.slice(2);

const mongo = await MongoClient.connect(mongoUrl);
const listings = mongo.db("bench_node").collection("listings", { writeConcern: { w: "majority" } });

const http = createServer((request, response) => response.end("ready"));
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false, maxHttpBufferSize: 1 << 16 });

const isTitle = (title) => typeof title === "string" && title.length > 0 && title.length <= TITLE_LENGTH;

io.on("connection", (socket) => {
  socket.on("watch", (_, ack) => {
    socket.join("feed");
    ack({ ok: true });
  });
  socket.on("echo", (body, ack) => ack(body));
  socket.on("shout", (body, ack) => {
    io.to("feed").emit("shouted", body);
    ack({ ok: true });
  });
  socket.on("create", async (body, ack) => {
    if (!isTitle(body.title)) return ack({ ok: false });
    const { insertedId } = await listings.insertOne({ ...body, createdAt: new Date() });
    ack({ ok: true, id: insertedId.toHexString() });
  });
});

http.listen({ port: Number(port), host: "127.0.0.1", backlog: 4096 });
