// Files as users have them, of every kind of data: some to train on, and some that arrive later.
import Foundation
import Testing

/// A kind of data with the commands that suit it.
struct OwnData: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The task that `train` must find out by itself.
    let task: String
    /// Two methods to compare.
    let methods: String
    /// The method to train.
    let method: String
    /// Roles of columns, where the file does not say them.
    let columns: [String]
    /// Samples that arrive later, all of which get a prediction.
    let newCount: Int
    /// Where the samples lie to train on, and those that arrive later.
    let data: String, newData: String
    /// Title of the first column of predictions, and of the second.
    let titles: [String]
    /// Writes both.
    let write: @Sendable (Sandbox) throws -> Void

    init(
        _ name: String, task: String, methods: String = "mlp,small=mlp[hidden=8]", method: String = "mlp",
        columns: [String] = [], newCount: Int, data: String, newData: String, titles: [String],
        write: @escaping @Sendable (Sandbox) throws -> Void
    ) {
        testDescription = name
        (self.task, self.methods, self.method, self.columns) = (task, methods, method, columns)
        (self.newCount, self.data, self.newData, self.titles) = (newCount, data, newData, titles)
        self.write = write
    }
}

extension OwnData {
    /// A class for each row; a category and gaps among the features, and a column that is none.
    static let classes = OwnData(
        "a table with classes", task: "tabular-classification",
        columns: ["--target", "sick", "--ignore", "id"], newCount: 7, data: "old.csv", newData: "new.csv",
        titles: ["row", "prediction"]
    ) { sandbox in
        var noise = Noise()
        func rows(_ count: Int, hasTarget: Bool) -> String {
            let lines = (0..<count).map { row in
                let size = noise.next() * 10
                let colour = ["red", "green", "blue"][Int(noise.next() * 3)]
                let isSick = size + (colour == "red" ? 3 : 0) + noise.next() > 6.5
                let cell = row % 9 == 4 ? "" : String(format: "%.3f", size)
                return "r\(row),\(cell),\(colour)" + (hasTarget ? ",\(isSick ? "yes" : "no")" : "")
            }
            return "id,size,colour\(hasTarget ? ",sick" : "")\n" + lines.joined(separator: "\n") + "\n"
        }
        try sandbox.write(rows(120, hasTarget: true), to: "old.csv")
        try sandbox.write(rows(7, hasTarget: false), to: "new.csv")
    }

    /// A number for each row.
    static let numbers = OwnData(
        "a table with numbers", task: "tabular-regression", columns: ["--target", "price"], newCount: 5,
        data: "old.csv", newData: "new.csv", titles: ["row", "prediction"]
    ) { sandbox in
        var noise = Noise()
        func rows(_ count: Int, hasTarget: Bool) -> String {
            let lines = (0..<count).map { _ in
                let (area, age) = (20 + noise.next() * 100, noise.next() * 50)
                let price = 3 * area - 2 * age + noise.next() * 5
                return String(format: "%.2f,%.2f", area, age)
                    + (hasTarget ? String(format: ",%.2f", price) : "")
            }
            return "area,age\(hasTarget ? ",price" : "")\n" + lines.joined(separator: "\n") + "\n"
        }
        try sandbox.write(rows(100, hasTarget: true), to: "old.csv")
        try sandbox.write(rows(5, hasTarget: false), to: "new.csv")
    }

    /// A risk for each row; some times are censored.
    static let survival = OwnData(
        "a survival table", task: "survival", columns: ["--time", "days", "--event", "not alive"],
        newCount: 6, data: "old.csv", newData: "new.csv", titles: ["row", "risk"]
    ) { sandbox in
        var noise = Noise()
        func rows(_ count: Int, hasTarget: Bool) -> String {
            let lines = (0..<count).map { _ in
                let dose = noise.next()
                let days = 1 + Int(-200 * log(1 - noise.next()) * exp(-2 * dose))
                let isAlive = days > 250
                let ending = hasTarget ? ",\(min(days, 250)),\(isAlive ? 1 : 0)" : ""
                return String(format: "%.4f,%.4f", dose, noise.next()) + ending
            }
            return "dose,other\(hasTarget ? ",days,alive" : "")\n" + lines.joined(separator: "\n") + "\n"
        }
        try sandbox.write(rows(120, hasTarget: true), to: "old.csv")
        try sandbox.write(rows(6, hasTarget: false), to: "new.csv")
    }

    /// A class for each node; later another graph with the same columns and no classes.
    static let graph = OwnData(
        "a graph", task: "node-classification", methods: "mlp,gcn", method: "gcn", newCount: 80,
        data: "graph", newData: "later", titles: ["node", "prediction"]
    ) { sandbox in
        try SmallGraph.write(to: sandbox)
        try SmallGraph.write(to: sandbox, folder: "later")
        try FileManager.default.removeItem(atPath: sandbox.path("later/labels.csv"))
    }

    /// A class for each image: light above or light below, in folders named by class; later a folder without classes.
    static let images = OwnData(
        "images", task: "image-classification", newCount: 4, data: "photos", newData: "later",
        titles: ["image", "prediction"]
    ) { sandbox in
        var noise = Noise()
        func image(_ isUp: Bool) -> Data {
            Bitmap.data(width: 8, height: 8) { row, _ in
                ((row < 4) == isUp ? 170 : 40) + Int(noise.next() * 60)
            }
        }
        for number in 0..<60 {
            let isUp = number % 2 == 0
            try sandbox.write(image(isUp), to: "photos/\(isUp ? "up" : "down")/p\(number).bmp")
        }
        for number in 0..<4 { try sandbox.write(image(number % 2 == 0), to: "later/q\(number).bmp") }
    }

    /// A class for each of many graphs: rings and stars, in the files of the TU collections.
    static let graphs = OwnData(
        "graphs", task: "graph-classification", methods: "gcn,small=gcn[hidden=8]", method: "gcn",
        newCount: 6, data: "rings", newData: "later", titles: ["graph", "prediction"]
    ) { sandbox in
        func write(_ count: Int, folder: String) throws {
            var edges: [String] = [], indicator: [String] = [], kinds: [String] = []
            var first = 1
            for graph in 0..<count {
                let size = 4 + graph % 5
                for node in 0..<size {
                    let other = graph % 2 == 0 ? (node + 1) % size : 0
                    if other != node {
                        edges += ["\(first + node), \(first + other)", "\(first + other), \(first + node)"]
                    }
                    indicator.append("\(graph + 1)")
                    kinds.append("\(node % 2)")
                }
                first += size
            }
            let labels = (0..<count).map { "\($0 % 2)" }
            let files = [
                "A": edges, "graph_indicator": indicator, "node_labels": kinds, "graph_labels": labels,
            ]
            for (name, lines) in files {
                try sandbox.write(lines.joined(separator: "\n") + "\n", to: "\(folder)/\(folder)_\(name).txt")
            }
        }
        try write(60, folder: "rings")
        try write(6, folder: "later")
    }
}

/// Bitmaps of 24 bits per pixel.
enum Bitmap {
    /// Returns the bytes of a grey picture.
    static func data(width: Int, height: Int, _ value: (_ row: Int, _ column: Int) -> Int) -> Data {
        func little(_ number: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        let padding = (4 - width * 3 % 4) % 4
        let size = (width * 3 + padding) * height
        var bytes: [UInt8] = [0x42, 0x4D] + little(54 + size, 4) + little(0, 4) + little(54, 4)
        bytes += little(40, 4) + little(width, 4) + little(height, 4) + little(1, 2) + little(24, 2)
        bytes += little(0, 4) + little(size, 4) + little(2835, 4) + little(2835, 4) + little(0, 8)
        // Rows go from the bottom to the top.
        for row in (0..<height).reversed() {
            for column in 0..<width {
                bytes += Array(repeating: UInt8(clamping: value(row, column)), count: 3)
            }
            bytes += Array(repeating: 0, count: padding)
        }
        return Data(bytes)
    }
}

extension Sandbox {
    /// Writes a file of bytes, with the folders that lead to it.
    func write(_ data: Data, to name: String) throws {
        let file = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }

    /// The bytes of a file.
    func bytes(_ name: String) throws -> Data { try Data(contentsOf: folder.appendingPathComponent(name)) }

    /// The names in a folder of the sandbox, none if it is not there.
    func names(_ name: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path(name))) ?? []
    }
}
