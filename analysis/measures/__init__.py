"""The measures of a dependency graph, each one pure function.

An edge i -> j of a graph means "i depends on j": a change in j may force a change in i.

`visibility`: visibility, fan-in and fan-out, propagation cost, reach density.
`roles`: core, shared, control, peripheral; the kind of architecture.
`coupling`: Ca, Ce and instability; AIS, ADS, ACS, SIY; density; Gini.
`structural_coupling`: of pairs of services.
`ordering`: the order of a design structure matrix in which its structure shows.
`change_prediction`: combined likelihood and risk of change.
`reliability`: the probability that a change arrives, exactly or by sampling.
`reach`: fan-in and fan-out of graphs of 100,000 nodes, given as arrays.
"""
