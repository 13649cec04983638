"""Uploading pictures: forms for the object store, confirmation, and what becomes of uploads."""
