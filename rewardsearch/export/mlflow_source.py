"""A reward as the text of an MLflow model: plain code, nothing serialised."""

from inner_rl import Reward
from rewardsearch.export.describing import inputs_in_order
from rewardsearch.export.python_source import python_source

_WRAPPER = '''

import mlflow
import numpy
import pandas

INPUTS = {inputs}


class RewardModel(mlflow.pyfunc.PythonModel):
    """Rows of inputs are the steps of one life, from birth; columns are INPUTS, or named so."""

    def predict(self, context, model_input: pandas.DataFrame, params=None):
        """What is felt at each step."""
        if isinstance(model_input, pandas.DataFrame):
            model_input = model_input[list(INPUTS)]
        felt = type(reward)() if hasattr(reward, "reset") else reward
        steps = numpy.asarray(model_input, float).reshape(-1, len(INPUTS)).tolist()
        return numpy.array([felt(**dict(zip(INPUTS, step))) for step in steps])


mlflow.models.set_model(RewardModel())
'''


def mlflow_source(reward: Reward) -> str:
    """The text of a module that MLflow loads a model from; it needs mlflow and what that needs."""
    return python_source(reward) + _WRAPPER.format(inputs=repr(inputs_in_order(reward)))
