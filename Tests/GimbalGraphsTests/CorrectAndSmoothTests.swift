// Corrected and smoothed predictions: special cases, and what does not fit.
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Correct and Smooth")
struct CorrectAndSmoothTests {
    private func predictions() throws -> Tensor {
        try SampleTensors.normal([6, 3], dtype: .float64).softmax(axis: 1)
    }

    /// Predictions with the known rows replaced by their labels.
    private func known(_ z: Tensor) throws -> Tensor {
        let truth = try Tensor([0, 1, 0, 1, 0, 0] as [Double], shape: [2, 3])
        return try z.indexCopy(Tensor([0, 3]), axis: 0, source: truth)
    }

    @Test("without neighbours, known rows are their labels and the others stay")
    func still() throws {
        let graph = try SampleGraphs.ringWithIsolatedNode(), z = try predictions()
        let settings = CorrectAndSmooth(correctionAlpha: 0, smoothingAlpha: 0)
        let found = try graph.correctAndSmooth(z, labels: [1, 0], of: [0, 3], by: settings)
        #expect(try mismatch(found, known(z), .double) == nil)
    }

    @Test("where nothing known is wrong, only smoothing is left")
    func right() throws {
        let graph = try SampleGraphs.ringWithIsolatedNode(), z = try known(predictions())
        for scale in [CorrectAndSmooth.Scale.automatic, .fixed(2)] {
            let settings = CorrectAndSmooth(smoothingAlpha: 0.6, iterationCount: 4, scale: scale)
            let found = try graph.correctAndSmooth(z, labels: [1, 0], of: [0, 3], by: settings)
            let smooth = LabelSpreading.localAndGlobalConsistency(alpha: 0.6, iterationCount: 4)
            #expect(try mismatch(found, graph.spread(z, of: [], by: smooth), .double) == nil)
        }
    }

    @Test("one fixed step moves neighbours by their share of the error, twice as far by twice the scale")
    func fixed() throws {
        let graph = try SampleGraphs.path()
        let z = try Tensor([0.5, 0.5, 0.5, 0.5, 0.5, 0.5] as [Double], shape: [3, 2])
        for scale in [0.5, 1] {
            let settings = CorrectAndSmooth(
                correctionAlpha: 0.4, smoothingAlpha: 0, iterationCount: 1, scale: .fixed(scale))
            let found = try graph.correctAndSmooth(z, labels: [0], of: [0], by: settings)
            let move = scale * 0.4 * 0.5 / 2.0.squareRoot()
            let expected = try Tensor([1, 0, 0.5 + move, 0.5 - move, 0.5, 0.5], shape: [3, 2])
            #expect(try mismatch(found, expected, .double) == nil)
        }
    }

    @Test("automatically scaled errors have the mean size of the known ones")
    func automatic() throws {
        let graph = try SampleGraphs.path()
        let z = try Tensor([0.75, 0.25, 0.5, 0.5, 0.5, 0.5] as [Double], shape: [3, 2])
        let settings = CorrectAndSmooth(correctionAlpha: 0.4, smoothingAlpha: 0, iterationCount: 1)
        let found = try graph.correctAndSmooth(z, labels: [0], of: [0], by: settings)
        // Errors of node 0 are ±0.25, so their sizes sum to 0.5; no error has reached node 2.
        let expected = try Tensor([1, 0, 0.75, 0.25, 0.5, 0.5], shape: [3, 2])
        #expect(try mismatch(found, expected, .double) == nil)
    }

    @Test("predictions, labels and settings that do not fit are refused")
    func refuses() throws {
        let graph = try SampleGraphs.path(), z = try Tensor.ones([3, 2])
        let attempts: [(String, String, () throws -> Tensor)] = [
            (
                "spreading", "predictions [2, 2] and 1 known of 3 nodes",
                { try graph.correctAndSmooth(Tensor.ones([2, 2]), labels: [0], of: [0]) }
            ),
            ("spreading", "0 known of 3 nodes", { try graph.correctAndSmooth(z, labels: [], of: []) }),
            ("labels", "is 2, there are 2", { try graph.correctAndSmooth(z, labels: [2], of: [0]) }),
            (
                "spreading", "α 2.0",
                {
                    try graph.correctAndSmooth(
                        z, labels: [0], of: [0], by: CorrectAndSmooth(smoothingAlpha: 2))
                }
            ),
        ]
        for (code, text, attempt) in attempts {
            let error = #expect(throws: GraphError.self) { try attempt() }
            #expect(error?.code == "graph.\(code)")
            #expect(error?.message.contains(text) == true, "\(String(describing: error))")
        }
    }
}
