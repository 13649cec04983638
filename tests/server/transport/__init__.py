"""Tests of the transport: dispatch, sessions, voice, and the engine below them."""
