import pytest

from tests.rewardsearch.commands import stop_server


@pytest.fixture(scope="session", autouse=True)
def no_server_is_left():
    yield
    stop_server()
