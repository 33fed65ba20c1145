"""Known results of evolutionary theory as functions of their parameters, with derivations.

What a tool that claims something new must first get right: ``rewardsearch validate`` measures
each of them, and tests derive them again by other means.
"""
