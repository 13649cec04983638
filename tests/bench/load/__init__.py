"""The load generator: many Socket.IO clients in a process of their own, told what to do by JSON lines."""
