// The family's catalogue.
import GimbalTasks

/// The methods of this family.
public enum GraphNetworks {
    /// Every method that the family registers.
    public static let methods: [MethodEntry] = [
        MethodEntry(APPNPMethod.self), MethodEntry(DAGNN.self), MethodEntry(GATMethod.self),
        MethodEntry(GCNMethod.self), MethodEntry(GINMethod.self), MethodEntry(LabelPropagationMethod.self),
        MethodEntry(SAGEMethod.self), MethodEntry(SGCMethod.self),
    ]

    /// The tasks that a network from a graph to vectors of its nodes takes.
    static let backboneTasks = [
        LearningTask.nodeClassification, .linkPrediction, .graphClassification, .graphRegression,
        .nodeEmbedding, .graphEmbedding,
    ].map(\.id)
}
