// How the files of a Planetoid data set share out its nodes.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Number of nodes, and which of them the rows of `allx` and `tx` describe.
struct PlanetoidLayout {
    /// Nodes of which the label is known to the method: the first ones.
    private let trainCount: Int
    /// Nodes before the test nodes.
    private let knownCount: Int
    /// Node that each row of `tx` and `ty` describes.
    private let testNodes: [Int]
    private let nodeCount: Int
    private let rows: (known: SparseMatrix, test: SparseMatrix)

    init(_ files: PlanetoidFiles) throws {
        try files.requireAll()
        rows = (try files.matrix("allx"), try files.matrix("tx"))
        knownCount = rows.known.pattern.rowCount
        let train = try files.matrix("x").pattern
        trainCount = train.rowCount
        let columns = rows.known.pattern.columnCount
        for (suffix, found) in [("tx", rows.test.pattern.columnCount), ("x", train.columnCount)]
        where found != columns {
            throw files.problem(suffix, "columns", "\(found) columns, expected \(columns) as in allx")
        }
        guard (1..<knownCount).contains(trainCount) else {
            throw files.problem(
                "x", "rows", "\(trainCount) rows, expected fewer than the \(knownCount) of allx")
        }
        testNodes = try Self.testNodes(files, from: knownCount)
        guard testNodes.count == rows.test.pattern.rowCount else {
            throw files.problem(
                "test.index", "count",
                "\(testNodes.count) nodes, expected \(rows.test.pattern.rowCount) as tx has rows")
        }
        nodeCount = (testNodes.max() ?? knownCount - 1) + 1
    }

    private static func testNodes(_ files: PlanetoidFiles, from first: Int) throws -> [Int] {
        // Rows of tx, ty: one line per node, in no order.
        try TextScanner.scan(files.url("test.index"), format: PlanetoidPickles.id) { scanner in
            var nodes: [Int] = []
            var seen: Set<Int> = []
            while scanner.nextLine() {
                let node = try scanner.requireInteger("the number of a test node")
                guard node >= first, node < 1 << 31 else {
                    throw scanner.problem(
                        "node", "node \(node), expected a number from \(first), where allx ends",
                        fix: "The file is damaged or of another set; fetch it again.")
                }
                guard seen.insert(node).inserted else {
                    throw scanner.problem(
                        "twice", "node \(node) comes twice", fix: "Remove one of the lines.")
                }
                nodes.append(node)
            }
            return nodes
        }
    }

    /// The features: rows of `allx`, then those of `tx` at the places of the test nodes.
    func features(_ files: PlanetoidFiles) throws -> NodeFeatures {
        var rowOfNode = [Int?](repeating: nil, count: nodeCount)
        for node in 0..<knownCount { rowOfNode[node] = node }
        for (row, node) in testNodes.enumerated() { rowOfNode[node] = knownCount + row }
        let parts = try [("allx", rows.known), ("tx", rows.test)].map { try Self.arrays($1, $0, files) }
        var result = CompressedRows(
            columnCount: rows.known.pattern.columnCount, pointers: [0], columns: [], values: [])
        for row in rowOfNode {
            if let row {
                let (pointers, columns, values) = parts[row < knownCount ? 0 : 1]
                let place = row < knownCount ? row : row - knownCount
                for entry in pointers[place]..<pointers[place + 1] where values[entry] != 0 {
                    result.columns.append(columns[entry])
                    result.values.append(values[entry])
                }
            }
            result.pointers.append(result.columns.count)
        }
        return try result.features()
    }

    private static func arrays(_ matrix: SparseMatrix, _ suffix: String, _ files: PlanetoidFiles) throws -> (
        [Int], [Int], [Float]
    ) {
        let values = try matrix.values?.floats() ?? [Float](repeating: 1, count: matrix.pattern.entryCount)
        if let entry = values.firstIndex(where: { !$0.isFinite }) {
            throw files.problem(
                suffix, "value", "entry \(entry) is \(values[entry]), expected a finite number")
        }
        return (try matrix.pattern.rowPointers.integers(), try matrix.pattern.columns.integers(), values)
    }

    /// The classes: the place of the one in each row of `ally` and `ty`.
    func labels(_ files: PlanetoidFiles) throws -> ClassLabels {
        let known = try Self.classes("ally", files), test = try Self.classes("ty", files)
        let train = try Self.classes("y", files)
        let expected = [
            ("ally", known.classes.count, knownCount), ("ty", test.classes.count, testNodes.count),
            ("y", train.classes.count, trainCount),
        ]
        for (suffix, found, count) in expected where found != count {
            throw files.problem(suffix, "rows", "\(found) rows, expected \(count)")
        }
        for (suffix, found) in [("ty", test.count), ("y", train.count)] where found != known.count {
            throw files.problem(suffix, "columns", "\(found) columns, expected \(known.count) as in ally")
        }
        var classes = known.classes + [Int?](repeating: nil, count: nodeCount - knownCount)
        for (row, node) in testNodes.enumerated() { classes[node] = test.classes[row] }
        return try ClassLabels(classes, classNames: (0..<known.count).map(String.init))
    }

    private static func classes(_ suffix: String, _ files: PlanetoidFiles) throws -> (
        classes: [Int?], count: Int
    ) {
        let table = try files.table(suffix)
        let values = try table.floats()
        let count = table.shape[1]
        let classes = try (0..<table.shape[0]).map { row -> Int? in
            let ones = (0..<count).filter { values[row * count + $0] != 0 }
            guard ones.count <= 1 else {
                throw files.problem(
                    suffix, "label", "row \(row) has \(ones.count) classes, expected one at most")
            }
            return ones.first
        }
        return (classes, count)
    }

    /// The graph of the dictionary from each node to its neighbours.
    func graph(_ files: PlanetoidFiles) throws -> Graph {
        let value = try Pickle.read(files.url("graph"))
        guard let entries = value.entries else { throw files.kind("graph", "a dictionary of neighbours") }
        var sources: [Int] = [], targets: [Int] = []
        for (key, neighbors) in entries {
            guard case .integer(let source) = key, let neighbors = neighbors.elements else {
                throw files.problem("graph", "entry", "the entry \(key) is no list of neighbours of a node")
            }
            for neighbor in neighbors {
                let target = neighbor.integerValue ?? -1
                guard (0..<nodeCount).contains(source), (0..<nodeCount).contains(target) else {
                    throw files.problem(
                        "graph", "edge",
                        "node \(source) has the neighbour \(target), expected nodes in 0..<\(nodeCount)")
                }
                guard source != target else { continue }
                sources.append(source)
                targets.append(target)
            }
        }
        return try Graph(nodeCount: nodeCount, sources: sources, targets: targets).undirected()
    }

    /// The public split: the first nodes train, the next 500 validate, the test nodes test.
    func split(_ labels: ClassLabels, name: String) throws -> DataSplit {
        let validation = trainCount..<min(trainCount + 500, knownCount)
        return try DataSplit(
            train: Array(0..<trainCount), validation: Array(validation), test: testNodes, labels: labels,
            name: name)
    }
}
