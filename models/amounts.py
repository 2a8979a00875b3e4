"""How exact amounts are kept: SQLite knows no decimal numbers, and a sum of floating ones is not exact."""

from decimal import Decimal

from sqlalchemy import BigInteger, Dialect, TypeDecorator


class Hundredths(TypeDecorator[Decimal]):
    """A number with at most two decimals, kept as a whole number of hundredths; sums of it are exact too."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Return the hundredths; raise `ValueError` for a number with more decimals."""
        del dialect
        if value is None:
            return None
        hundredths = value * 100
        if hundredths != hundredths.to_integral_value():
            raise ValueError("an amount has at most two decimals")
        return int(hundredths)

    def process_result_value(self, value: int | Decimal | None, dialect: Dialect) -> Decimal | None:
        """Return the number; PostgreSQL gives the sum of whole numbers as a decimal one."""
        del dialect
        return None if value is None else Decimal(int(value)) / 100
