"""A payment gateway to develop and test against: a program of its own that speaks as Alipay does. No real money."""
