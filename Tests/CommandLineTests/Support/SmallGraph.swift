// A folder as a user would have it: two groups of nodes with three measurements each.
import Foundation

/// Writes small graph folders.
enum SmallGraph {
    /// Writes 80 nodes of two classes, which neighbours mostly share, into a folder of the sandbox.
    static func write(to sandbox: Sandbox, folder: String = "graph") throws {
        var noise = Noise()
        let nodes = 0..<80
        let edges = nodes.flatMap { node -> [String] in
            (0..<4).map { _ in
                let sameClass = noise.next() < 0.85
                let offset = Int(noise.next() * 40) * 2 + (sameClass ? 0 : 1)
                return "p\(node),p\((node + offset) % 80)"
            }
        }
        let rows = nodes.map { node in
            let values = (0..<3).map { column in
                (node % 2 == 0 ? 0.6 : 0.4) * Double(column + 1) / 3 + noise.next() * 0.8
            }
            return "p\(node)," + values.map { String(format: "%.4f", $0) }.joined(separator: ",")
        }
        let labels = nodes.map { "p\($0),\($0 % 2 == 0 ? "even" : "odd")" }
        try sandbox.write(
            "source,target\n" + unique(edges).joined(separator: "\n") + "\n", to: "\(folder)/edges.csv")
        try sandbox.write("id,a,b,c\n" + rows.joined(separator: "\n") + "\n", to: "\(folder)/nodes.csv")
        try sandbox.write("id,label\n" + labels.joined(separator: "\n") + "\n", to: "\(folder)/labels.csv")
    }

    /// Changes a file of the folder.
    static func edit(
        _ sandbox: Sandbox, _ file: String, folder: String = "graph", _ change: (inout String) -> Void
    ) throws {
        var text = try sandbox.read("\(folder)/\(file)")
        change(&text)
        try sandbox.write(text, to: "\(folder)/\(file)")
    }

    private static func unique(_ lines: [String]) -> [String] {
        var seen: Set<String> = []
        return lines.filter { seen.insert($0).inserted }
    }
}

/// The same numbers on every machine.
struct Noise {
    private var state: UInt64 = 1

    /// A number in 0..<1.
    mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 40) / Double(1 << 24)
    }
}
