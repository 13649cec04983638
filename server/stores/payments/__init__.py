"""Payment providers: Alipay's gateway, or anything that speaks like it."""
