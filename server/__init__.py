"""How the market runs: sockets, stores, jobs and the wiring of them."""
