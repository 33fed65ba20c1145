"""Lives spread over the machines of a Ray cluster."""

from rewardsearch.cluster.ray_cluster import RayCluster

__all__ = ["RayCluster"]
