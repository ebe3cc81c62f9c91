// Fixtures and tolerances of these tests.

import Foundation
import GimbalCore
import Testing

/// Reads a fixture that `Tests/Oracles/statistics/make_fixtures.py` made.
func fixture<Content: Decodable>(_ name: String, as type: Content.Type = Content.self) throws -> Content {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    return try JSONDecoder().decode(type, from: Data(contentsOf: folder.appending(path: "\(name).json")))
}

/// Returns whether two numbers agree to a relative tolerance, or to an absolute one near zero.
func isClose(_ a: Double, _ b: Double, relative: Double = 1e-12, absolute: Double = 0) -> Bool {
    a == b || abs(a - b) <= max(relative * abs(b), absolute)
}

/// Returns the text of the error that a body throws; records an issue if it throws none of ours.
func errorText(_ body: () throws -> Void, location: SourceLocation = #_sourceLocation) -> String {
    do {
        try body()
        Issue.record("nothing was thrown", sourceLocation: location)
        return ""
    } catch {
        #expect(error is any GimbalError, sourceLocation: location)
        return "\(error)"
    }
}
