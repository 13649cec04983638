"""Signing up, signing in and out, profiles, roles and bans."""
