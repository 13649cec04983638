"""What a client may ask and what the clock may ask; knows no driver and no socket."""
