// `import Gimbal` gives the library.
@_exported import GimbalBackbones
@_exported import GimbalCatalogue
@_exported import GimbalCore
@_exported import GimbalData
@_exported import GimbalExperiments
@_exported import GimbalGraphNetworks
@_exported import GimbalGraphs
@_exported import GimbalNN
@_exported import GimbalReports
@_exported import GimbalStatistics
@_exported import GimbalTasks
@_exported import GimbalTensor
@_exported import GimbalTraining
