// Links to be predicted that the training graph shows.
import GimbalGraphs

extension DataValidation {
    /// Checks that links which are held out are no edges of the graph that is learnt from, in either direction.
    ///
    /// - Parameters:
    ///   - heldOut: links to choose or judge on.
    ///   - part: what they are for, such as `test`.
    ///   - training: the graph that messages pass along.
    /// - Returns: an error with the first such link; nothing if there is none.
    public static func findings(
        inLinks heldOut: EdgeList, part: String, training: Graph,
        options: ValidationOptions = ValidationOptions()
    ) throws -> [Finding] {
        let (sources, targets) = try training.edges()
        let count = UInt64(max(1, training.nodeCount))
        func key(_ a: Int, _ b: Int) -> UInt64 { UInt64(min(a, b)) * count + UInt64(max(a, b)) }
        let known = Set(zip(sources, targets).map { key($0, $1) })
        var leaked = 0
        var first: (source: Int, target: Int)?
        for (source, target) in zip(heldOut.sources, heldOut.targets)
        where known.contains(key(Int(source), Int(target))) {
            leaked += 1
            first = first ?? (Int(source), Int(target))
        }
        guard let first else { return [] }
        var list = FindingList(options)
        list.add(
            .error, .edgeInTraining, row: first.source, unit: .node, column: part, count: leaked,
            "\(leaked) of \(heldOut.count) links that are edges of the training graph, first \(first.source) to "
                + "\(first.target)", expected: "links that the training graph does not show",
            fix: "Remove them, in both directions, before training.")
        return list.sorted
    }
}
