"""The sandbox process and the market's side of it, shared with the tests of the adapter."""

from tests.server.stores.payments.conftest import alipay, ear, http, sandbox, sandbox_process

__all__ = ["alipay", "ear", "http", "sandbox", "sandbox_process"]
