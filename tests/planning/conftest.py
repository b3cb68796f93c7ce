import pytest

from mutasi_flow.core.runtime import Runtime
from tests.planning.plans.workshop import Workshop, build


@pytest.fixture
def workshop(runtime: Runtime) -> Workshop:
    return build(runtime)
