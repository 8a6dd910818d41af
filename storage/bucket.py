"""Which S3 bucket, for settings and the container. Imports no S3 client."""

from pydantic import SecretStr

from domain.base import Frozen


class Bucket(Frozen):
    """A bucket and the credentials for it. What is None, boto3 looks for in its usual places."""

    name: str
    region: str | None = None
    endpoint_url: str | None = None
    """None: Amazon's own."""

    access_key_id: SecretStr | None = None
    secret_access_key: SecretStr | None = None
    session_token: SecretStr | None = None
