"""The end of one life beside each other: under own payoff, and under the reward found at rank 1.

    python experiments/quickstart_result/film.py        # writes film.gif; seconds

Same world, watcher and random stream; a stream that no search and no report uses.
"""

from pathlib import Path

from inner_rl import film_life
from rewardsearch.evaluation import SOCIOPATH, Evaluator, Stage
from rewardsearch.inspection import kernel_learner
from rewardsearch.inspection.films import film_beside_film
from rewardsearch.json_data import read_reward
from rewardsearch.settings import settings_from_data

HERE = Path(__file__).parent
FRAMES = 48
FRAMES_PER_SECOND = 4


def main() -> None:
    """Live, film, write."""
    reward, found_under = read_reward(HERE / "hall_of_fame.json", 1)
    settings = settings_from_data(found_under, "hall_of_fame.json")
    key = Evaluator(settings).keys(Stage.INSPECT, 2, 1)[0]
    # The last act of a life is followed by no next state, so nothing is felt of it.
    first = settings.life.steps - 1 - FRAMES
    films = {
        name: (felt, film_life(felt, key, settings.world, settings.life, kernel_learner(settings),
                               first_step=first, n_frames=FRAMES))
        for name, felt in {"own payoff alone": SOCIOPATH, "found, rank 1": reward}.items()
    }  # fmt: skip
    gif = film_beside_film(films, settings.world, FRAMES_PER_SECOND)
    (HERE / "film.gif").write_bytes(gif)


if __name__ == "__main__":
    main()
