// A program outside Gimbal: one step of propagation on a path of three nodes, checked against values found by hand.
import Foundation
import GimbalGraphs
import GimbalTensor

func propagated() throws -> [Float] {
    let graph = try Graph(nodeCount: 3, sources: [0, 1], targets: [1, 2]).undirected()
    let x = try Tensor([1, 2, 3] as [Float], shape: [3, 1])
    return try graph.normalizedAdjacency().matmul(x).floats()
}

/// Degrees with self-loops are 2, 3, 2; an edge between nodes of degrees a and b weighs 1 / sqrt(a b).
func expected() -> [Float] {
    let root6 = Float(6).squareRoot()
    return [1 / 2 + 2 / root6, 1 / root6 + 2 / 3 + 3 / root6, 2 / root6 + 3 / 2]
}

do {
    let (found, wanted) = (try propagated(), expected())
    print("consumer: sum \(found.reduce(0, +))")
    if zip(found, wanted).contains(where: { abs($0 - $1) > 1e-6 }) {
        print("consumer: found \(found), expected \(wanted)")
        exit(1)
    }
} catch {
    print("consumer: \(error)")
    exit(1)
}
