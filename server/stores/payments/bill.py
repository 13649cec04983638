"""Alipay's bill of a day: a zip that holds a table in GBK, with remarks before and after it."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence

from handlers.provider import BillLine
from models.ids import TradeNumber
from server.stores.payments.wording import minor_units

_DETAILS = "业务明细"
_TOTALS = "汇总"
_REMARK = "#"
NUMBER, PROVIDER_NUMBER, KIND, SUBJECT = "商户订单号", "支付宝交易号", "业务类型", "商品名称"
OPENED, DONE, AMOUNT, REQUEST = "创建时间", "完成时间", "订单金额（元）", "退款批次号/请求号"
COLUMNS = (PROVIDER_NUMBER, NUMBER, KIND, SUBJECT, OPENED, DONE, AMOUNT, REQUEST)
PAYMENT, REFUND = "交易", "退款"


def read(archive: bytes, currency: str) -> Sequence[BillLine]:
    """The movements, told by the names of their columns; amounts of refunds are negative."""
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        names = [
            info.filename for info in files.infolist() if _DETAILS in info.filename and _TOTALS not in info.filename
        ]
        text = "".join(files.read(name).decode("gbk") for name in names[:1])
    rows = [line for line in text.splitlines() if line and not line.startswith(_REMARK)]
    return [_line(row, currency) for row in csv.DictReader(rows)]


def write(rows: Sequence[Mapping[str, str]], day: str) -> bytes:
    """The same the other way round, for the sandbox; rows are told by the names of their columns."""
    text = io.StringIO()
    text.write(f"#支付宝业务明细查询\n#起始日期：[{day}]\n")
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    table.writerows({name: f"{row.get(name, '')}\t" for name in COLUMNS} for row in rows)
    text.write("#-----业务明细列表结束-----\n")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr(f"{day}_{_DETAILS}.csv", text.getvalue().encode("gbk", errors="replace"))
    return archive.getvalue()


def _line(row: "dict[str, str]", currency: str) -> BillLine:
    cell = {name: value.strip() for name, value in row.items()}
    request = cell.get(REQUEST, "") if cell[KIND] == REFUND else ""
    return BillLine(TradeNumber(cell[NUMBER]), cell[PROVIDER_NUMBER], request, minor_units(cell[AMOUNT], currency))
