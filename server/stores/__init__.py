"""The stores: MongoDB holds the truth, Redis is gate and megaphone, Meilisearch a view, S3 keeps pictures."""
