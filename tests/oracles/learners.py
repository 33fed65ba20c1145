"""The learners, slowly: plain Python, float64, dictionaries, recursion.

Written from the equations in ``kernels.learners``; shares no code with them.
"""

import math
from collections import defaultdict


def softmax(preferences):
    top = max(preferences)
    weights = [math.exp(p - top) for p in preferences]
    return [w / sum(weights) for w in weights]


class ActorCritic:
    def __init__(self, n_actions, settings):
        self.n, self.s = n_actions, settings
        self.w = defaultdict(float)
        self.theta = defaultdict(float)
        self.z, self.y = defaultdict(float), defaultdict(float)

    def value(self, phi):
        return sum(self.w[f] for f in phi)

    def preferences(self, phi):
        return [sum(self.theta[f, a] for f in phi) for a in range(self.n)]

    def policy(self, phi):
        return softmax(self.preferences(phi))

    def learn(self, phi, action, reward, following):
        pi = self.policy(phi)
        delta = reward + self.s.discount * self.value(following) - self.value(phi)
        decay = self.s.discount * self.s.trace
        for trace in (self.z, self.y):
            for key in trace:
                trace[key] *= decay
        for f in phi:
            self.z[f] += 1.0
            for b in range(self.n):
                self.y[f, b] += (b == action) - pi[b]
        for f, z in self.z.items():
            self.w[f] += self.s.critic_rate * delta * z
        for key, y in self.y.items():
            self.theta[key] += self.s.actor_rate * delta * y
        return delta


class QLearning:
    def __init__(self, n_actions, settings):
        self.n, self.s = n_actions, settings
        self.theta, self.w = defaultdict(float), defaultdict(float)

    def q(self, phi):
        return [sum(self.theta[f, a] for f in phi) for a in range(self.n)]

    def policy(self, phi):
        q = self.q(phi)
        best = [a for a in range(self.n) if q[a] == max(q)]
        explore = self.s.epsilon / self.n
        return [
            explore + ((1 - self.s.epsilon) / len(best) if a in best else 0.0)
            for a in range(self.n)
        ]

    def learn(self, phi, action, reward, following):
        delta = reward + self.s.discount * max(self.q(following)) - self.q(phi)[action]
        before, after = sum(self.w[f] for f in phi), sum(self.w[f] for f in following)
        surprise = reward + self.s.discount * after - before
        for f in phi:
            self.theta[f, action] += self.s.rate * delta
            self.w[f] += self.s.critic_rate * surprise
        return delta


class Planner(ActorCritic):
    """A situation is a dictionary of weights by feature."""

    def __init__(self, n_actions, settings):
        super().__init__(n_actions, settings)
        self.model, self.rewards = defaultdict(float), defaultdict(float)

    def expected(self, x, action, n_features):
        following = {
            k: x.get(k, 0.0) + sum(weight * self.model[action, f, k] for f, weight in x.items())
            for k in range(n_features)
        }
        return sum(weight * self.rewards[f, action] for f, weight in x.items()), following

    def worth(self, x, depth, n_features):
        at_once = sum(weight * self.w[f] for f, weight in x.items())
        if depth == 0:
            return at_once
        x = {f: weight for f, weight in x.items() if weight > 1 / 16}
        likes = [sum(weight * self.theta[f, a] for f, weight in x.items()) for a in range(self.n)]
        tried = sorted(range(self.n), key=lambda a: -likes[a])[: self.s.breadth]
        planned = max(self.brings(x, a, depth, n_features) for a in tried)
        return (at_once + planned) / 2

    def brings(self, x, action, depth, n_features):
        reward, following = self.expected(x, action, n_features)
        return reward + self.s.discount * self.worth(following, depth - 1, n_features)

    def plan(self, phi, n_features):
        return [
            self.brings(dict.fromkeys(phi, 1.0), a, self.s.depth, n_features) for a in range(self.n)
        ]

    def policy_after_planning(self, phi, n_features):
        planned = self.plan(phi, n_features)
        preferences = self.preferences(phi)
        return softmax(
            [p + self.s.plan_weight * q for p, q in zip(preferences, planned, strict=True)]
        )

    def learn_model(self, phi, action, reward, following, n_features):
        expected_reward, expected = self.expected(dict.fromkeys(phi, 1.0), action, n_features)
        share = self.s.model_rate / len(phi)
        for f in phi:
            self.rewards[f, action] += share * (reward - expected_reward)
            for k in range(n_features):
                self.model[action, f, k] += share * ((k in following) - expected[k])

    def learn_as_planned(self, phi, pi, action, reward, following):
        """The actor-critic's update with the policy that was acted by."""
        delta = reward + self.s.discount * self.value(following) - self.value(phi)
        for f in phi:
            self.w[f] += self.s.critic_rate * delta
            for b in range(self.n):
                self.theta[f, b] += self.s.actor_rate * delta * ((b == action) - pi[b])
        return delta
