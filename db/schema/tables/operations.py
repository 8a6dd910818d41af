"""What belongs to no client: vendors, repairs of workflows, the certificate that signs films."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from db.schema.tables.columns import CreatedRow, time_column


class SigningCertificateRow(CreatedRow, table=True):
    """The certificate that this installation has made for itself: one row at most."""

    __tablename__ = "signing_certificates"

    is_only: bool = Field(default=True, primary_key=True)
    chain: str
    private_key: str
    algorithm: str
    signer: str


class VendorRow(SQLModel, table=True):
    __tablename__ = "vendors"

    name: str = Field(primary_key=True)
    failures: int
    down_until: datetime | None = time_column(nullable=True)
    probed_at: datetime | None = time_column(nullable=True)
    next_visitor: UUID | None = None
    next_until: datetime | None = time_column(nullable=True)


class RepairRow(CreatedRow, table=True):
    __tablename__ = "repairs"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
    kind: str
    subject: str
    job_id: UUID | None = None
