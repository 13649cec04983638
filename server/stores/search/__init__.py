"""The search index in Meilisearch: a view of the listings, rebuilt from MongoDB whenever in doubt."""
