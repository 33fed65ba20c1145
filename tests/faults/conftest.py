import pytest

from tests.faults.runs import EVOLVE, SEARCH, Place
from tests.rewardsearch.commands import stop_server


@pytest.fixture(scope="session", autouse=True)
def no_server_is_left():
    yield
    stop_server()


@pytest.fixture(scope="session")
def left_in_peace(tmp_path_factory):
    """A search that nobody disturbed."""
    place = Place.first(tmp_path_factory.mktemp("peace"))
    done = place.run(*SEARCH)
    assert done.returncode == 0, done.stderr
    return place


@pytest.fixture(scope="session")
def evolved_in_peace(left_in_peace, tmp_path_factory):
    """An evolution that nobody disturbed."""
    place = left_in_peace.another(tmp_path_factory.mktemp("evolved"))
    assert place.run(*EVOLVE).returncode == 0
    return place


@pytest.fixture
def place(left_in_peace, tmp_path):
    """Where another run can be made."""
    return left_in_peace.another(tmp_path / "runs")
