// Runs bindgen as a process against a libtorch of four declarations.
import Foundation
import Testing

@Suite("bindgen")
struct GeneratorTests {
    @Test("writes C header, C++ body and Swift function of an operator")
    func writes() throws {
        let workshop = try Workshop(
            table: "== Demo in demo\nscale_all | scaled dim:axes | Scales along axes.\n")
        let outcome = try workshop.bindgen()
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let header = try workshop.read("CGimbal/include/Generated/operators.h")
        #expect(
            header.contains("GTensor _Nullable g_scale_all(\n    GTensor self, GTensor _Nullable weight, "))
        #expect(
            header.contains("const GInt *_Nullable dim, GInt dim_count, GScalar factor,\n    GError *error);")
        )
        let body = try workshop.read("CGimbal/Generated/operators-demo.cpp")
        #expect(body.contains("#include <ATen/ops/scale_all_ops.h>"))
        #expect(body.contains("return owned(at::_ops::scale_all::call("))
        let swift = try workshop.read("GimbalTensor/Generated/Operators-Demo.swift")
        #expect(swift.contains("/// Scales along axes (`scale_all`)."))
        #expect(swift.contains("weight: Tensor? = nil, axes: [Int]? = nil, factor: Double = 2"))
        #expect(swift.contains("axis: Int, weight: Tensor? = nil, factor: Double = 2"))
    }

    @Test("an operator in place returns nothing, and one with two results a named tuple")
    func results() throws {
        let workshop = try Workshop(
            table: "== Demo in demo\nscale_ | | Scales.\npair | ->low,high | Splits.\n")
        #expect(try workshop.bindgen().exitCode == 0)
        let swift = try workshop.read("GimbalTensor/Generated/Operators-Demo.swift")
        #expect(swift.contains("public func scaleInPlace(_ factor: some TensorNumber) throws(TensorError) {"))
        #expect(swift.contains("public func pair() throws(TensorError) -> (low: Tensor, high: Tensor) {"))
    }

    @Test("an operator left to handwritten Swift exists in C only")
    func nativeOnly() throws {
        let workshop = try Workshop(table: "== Demo in demo\nscale_ | - | Scales.\n")
        #expect(try workshop.bindgen().exitCode == 0)
        #expect(try workshop.read("CGimbal/include/Generated/operators.h").contains("g_scale_("))
        #expect(throws: (any Error).self) { try workshop.read("GimbalTensor/Generated/Operators-Demo.swift") }
    }

    @Test("--check passes on what was written and names what drifted")
    func check() throws {
        let workshop = try Workshop(table: "== Demo in demo\nscale_ | | Scales.\n")
        #expect(try workshop.bindgen().exitCode == 0)
        #expect(try workshop.bindgen("--check").exitCode == 0)
        try workshop.write("changed", to: "Sources/CGimbal/Generated/operators-demo.cpp")
        let outcome = try workshop.bindgen("--check")
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors.contains("operators-demo.cpp") && !outcome.errors.contains("operators.h"))
        #expect(try workshop.read("CGimbal/Generated/operators-demo.cpp") == "changed")
    }

    @Test("the file of a section that is gone is stale, and removed")
    func stale() throws {
        let workshop = try Workshop(table: "== Demo in demo\nscale_ | | Scales.\n")
        #expect(try workshop.bindgen().exitCode == 0)
        try workshop.write("== Other in other\nscale_ | | Scales.\n", to: "operators.txt")
        #expect(try workshop.bindgen("--check").errors.contains("Operators-Demo.swift"))
        #expect(try workshop.bindgen().exitCode == 0)
        #expect(throws: (any Error).self) { try workshop.read("GimbalTensor/Generated/Operators-Demo.swift") }
        #expect(try workshop.bindgen("--check").exitCode == 0)
    }

    @Test(
        "a mistake in the table is named with its line and what would be right",
        arguments: [
            (
                "scale_al | | Scales.",
                ["operators.txt:2", "no operator `scale_al`", "did you mean `scale_all`?"]
            ),
            ("scale_.Tensor | | Scales.", ["no overload `scale_.Tensor`", "scale_"]),
            ("scale_ | facto:_ | Scales.", ["no argument `facto`", "did you mean `factor`?"]),
            ("pair | | Splits.", ["`pair` has 2 results"]),
            ("scale_ | Scales.", ["expected `schema | Swift spelling | Summary.`"]),
            ("odd | | Returns.", ["the type `Storage`", "no counterpart in C"]),
        ])
    func mistakes(line: String, parts: [String]) throws {
        let outcome = try Workshop(table: "== Demo in demo\n\(line)\n").bindgen()
        #expect(outcome.exitCode != 0)
        for part in parts { #expect(outcome.errors.contains(part), "\(outcome.errors)") }
    }

    @Test("a folder without libtorch's headers is named")
    func missingHeaders() throws {
        let workshop = try Workshop(table: "== Demo in demo\nscale_ | | Scales.\n")
        let outcome = try workshop.bindgen("--libtorch", "nowhere")
        #expect(outcome.exitCode != 0 && outcome.errors.contains("include/ATen/ops does not exist"))
    }
}

/// A temporary folder with headers, a table and room for the generated files.
private final class Workshop {
    let folder: URL

    init(table: String) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "bindgen-test-\(UUID().uuidString)")
        let schemas = [
            "scale_all": [
                "scale_all(Tensor self, Tensor? weight=None, SymInt[1]? dim=None, Scalar factor=2) -> Tensor"
            ],
            "scale": ["scale_(Tensor(a!) self, Scalar factor) -> Tensor(a!)"],
            "pair": ["pair(Tensor self) -> (Tensor, Tensor)"],
            "odd": ["odd(Storage source) -> Tensor"],
        ]
        for (name, texts) in schemas {
            let lines = texts.map { "  static constexpr const char* schema_str = \"\($0)\";\n" }
            try write(lines.joined(), to: "torch/include/ATen/ops/\(name)_ops.h")
        }
        try write(table, to: "operators.txt")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(_ text: String, to name: String) throws {
        let file = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    /// A generated file.
    func read(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent("Sources/\(name)"), encoding: .utf8)
    }

    func bindgen(_ arguments: String...) throws -> (exitCode: Int32, errors: String) {
        let process = Process()
        process.executableURL = try Self.program()
        process.currentDirectoryURL = folder
        let given = ["--libtorch", "torch", "--table", "operators.txt", "--sources", "Sources"]
        process.arguments =
            arguments.contains("--libtorch") ? Array(given.dropFirst(2)) + arguments : given + arguments
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let errors = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(bytes: errors, encoding: .utf8) ?? "")
    }

    /// The program that was built beside these tests.
    private static func program() throws -> URL {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let beside = Bundle.main.bundleURL.appendingPathComponent("bindgen")
        let candidates = [beside, root.appendingPathComponent(".build/release/bindgen")]
        return try #require(
            candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) },
            "bindgen is missing: run swift build -c release --product bindgen")
    }
}
