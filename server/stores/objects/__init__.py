"""Pictures and other large things, in S3."""
