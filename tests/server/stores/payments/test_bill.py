"""The bill: a zip in GBK with remarks around the table, told by the names of its columns."""

import io
import zipfile

import pytest

from handlers.provider import BillLine
from models.ids import TradeNumber
from server.stores.payments import bill

PAID = {bill.NUMBER: "o_1", bill.PROVIDER_NUMBER: "2026", bill.KIND: bill.PAYMENT, bill.AMOUNT: "900.00"}
BACK = {**PAID, bill.KIND: bill.REFUND, bill.AMOUNT: "-100.00", bill.REQUEST: "r1"}


def test_payments_and_refunds_are_read_back() -> None:
    lines = bill.read(bill.write([{**PAID, bill.SUBJECT: "二手 📷, a"}, BACK], "2026-11-20"), "CNY")
    number = TradeNumber("o_1")
    assert lines == [BillLine(number, "2026", "", 90_000), BillLine(number, "2026", "r1", -10_000)]


def test_columns_may_come_in_another_order_and_beside_new_ones() -> None:
    names = f"{bill.AMOUNT},新列,{bill.KIND},{bill.NUMBER},{bill.PROVIDER_NUMBER}"
    text = f"#remark\n{names}\n 9.00\t,x,{bill.PAYMENT},o_2\t,77\n#end\n"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("a_业务明细(汇总).csv", "not this one".encode("gbk"))
        files.writestr("a_业务明细.csv", text.encode("gbk"))
    assert bill.read(archive.getvalue(), "CNY") == [BillLine(TradeNumber("o_2"), "77", "", 900)]


def test_what_is_no_bill_is_refused() -> None:
    with pytest.raises(zipfile.BadZipFile):
        bill.read(b"<html>", "CNY")
