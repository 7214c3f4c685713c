"""Writes app/domain/holidays_kr.py from the `holidays` library. Run it again when the government adds days."""
from datetime import date
from pathlib import Path

import holidays

YEARS = range(2024, 2030)
TABLE = Path(__file__).resolve().parent.parent / "app" / "domain" / "holidays_kr.py"
EVERYDAY_NAMES = {"신정연휴": "신정", "기독탄신일": "성탄절", "근로자의날": "근로자의 날"}

HEAD = '''"""Days off in Korea besides weekends, public and bank. By tools/make_holidays.py (holidays {version})."""
from datetime import date

KNOWN_UNTIL = date({last_year}, 12, 31)

HOLIDAYS: dict[date, str] = {{
'''


def name_in_use(name: str) -> str:
    """"부처님오신날; 어린이날" on one day become one name; substitute holidays get the name the law gives them."""
    parts = (part.strip().replace("대체 휴일", "대체공휴일") for part in name.split(";"))
    return "·".join(EVERYDAY_NAMES.get(part, part) for part in parts)


def days_off() -> dict[date, str]:
    """Public and bank holidays: 근로자의 날 closed the banks in 2024 and 2025 without being a public holiday."""
    found = holidays.country_holidays("KR", years=YEARS, language="ko", categories=("public", "bank"))
    return {day: name_in_use(name) for day, name in sorted(found.items())}


def table() -> str:
    head = HEAD.format(version=holidays.__version__, last_year=YEARS[-1])
    lines = (f'    date({day.year}, {day.month}, {day.day}): "{name}",\n' for day, name in days_off().items())
    return head + "".join(lines) + "}\n"


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
