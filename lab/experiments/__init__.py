"""The experiments: a real change is applied to both designs, deployed, accepted and measured."""
