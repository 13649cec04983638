"""Tests of moderation as users and moderators meet it."""
