// Operators against PyTorch of the same version: values and gradients. Tests/Oracles/operators.py describes the files.
import GimbalTensor
import GimbalTestSupport
import Testing

/// What computes the outputs of a case from its inputs.
typealias OracleOperator = @Sendable ([Tensor]) throws -> [Tensor]

/// The cases that the script has written.
private struct OperatorOracles: Sendable {
    let cases: [String: JSONValue]
    let tensors: [String: Tensor]

    static let shared = Result {
        let json = try Fixtures.json("oracles/operators/operators.json")
        let contents = try Safetensors.read(Fixtures.url("oracles/operators/operators.safetensors"))
        LiveTensorWatch.keep(contents.tensors.count)
        return OperatorOracles(
            cases: json["cases"]?.object ?? [:],
            tensors: Dictionary(uniqueKeysWithValues: contents.tensors.map { ($0.key, $0.value) }))
    }
}

enum OracleOperators {
    static let all: [String: OracleOperator] = [
        functions, pairs, reductions, sorting, indexing, shapes, algebra, layers,
    ]
    .reduce(into: [:]) { $0.merge($1) { first, _ in first } }
}

@Suite("Operators against PyTorch")
struct OperatorOracleTests {
    private func run(_ name: String, _ dtype: DType) throws -> String? {
        let oracles = try OperatorOracles.shared.get()
        let entry = try #require(oracles.cases[name]), body = try #require(OracleOperators.all[name])
        let inputs = try (entry["inputs"]?.list ?? []).compactMap(\.text).map { key in
            let input = try #require(oracles.tensors["input.\(key)"])
            return input.dtype.isFloatingPoint ? try input.converted(to: dtype).requiringGradient() : input
        }
        let outputs = try body(inputs), leaves = inputs.filter(\.requiresGradient)
        var tensors = outputs
        let weighted = outputs.filter { $0.requiresGradient && $0.dtype.isFloatingPoint }
        if !weighted.isEmpty {
            var total = try Tensor.zeros([], dtype: .float64)
            for output in weighted {
                let weights = try Tensor.arange(output.count, dtype: .float64).cos().converted(
                    to: output.dtype)
                total = try total + (output * weights.reshaped(output.shape)).sum().converted(to: .float64)
            }
            tensors += try gradients(of: total, withRespectTo: leaves)
        }
        let shapes = (entry["shapes"]?.list ?? []).compactMap(\.integers)
        guard tensors.map(\.shape) == shapes else {
            return "shapes \(tensors.map(\.shape)), expected \(shapes)"
        }
        let expected = try #require(oracles.tensors["\(name).\(dtype)"])
        let flat = try Tensor.concatenated(tensors.map { try $0.detached().converted(to: dtype).flattened() })
        let tolerance =
            dtype == .float64
            ? Tolerance(absolute: 1e-10, relative: 1e-9) : Tolerance(absolute: 2e-5, relative: 2e-4)
        return try mismatch(flat, expected, tolerance)
    }

    @Test(
        "values and gradients agree", arguments: OracleOperators.all.keys.sorted(), [DType.float32, .float64])
    func agrees(name: String, dtype: DType) throws {
        let problem = try run(name, dtype)
        #expect(problem == nil)
    }

    @Test("every case of the file has its operator here, and the other way around")
    func coverage() throws {
        #expect(try Set(OperatorOracles.shared.get().cases.keys) == Set(OracleOperators.all.keys))
    }
}

/// The tensors of a pair, for lists of outputs.
func list(_ pair: (Tensor, Tensor)) -> [Tensor] { [pair.0, pair.1] }

/// The tensors of a triple, for lists of outputs.
func list(_ triple: (Tensor, Tensor, Tensor)) -> [Tensor] { [triple.0, triple.1, triple.2] }
